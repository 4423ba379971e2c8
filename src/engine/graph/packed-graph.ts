// Matrices in 8 or 4 bits in a graph: as the right factor of a product, and as a table of rows.
import { GraphCore, MICROSOFT } from './graph-core.ts';
import { BLOCK, type QuantizedMatrix } from './quantized-matrix.ts';
import type { Tensor } from './types.ts';

/** Multiply with activations that are rounded to 8 bits too, each row of a block by itself. */
const INTEGER_PRODUCTS = 4;

/** Initializers of a matrix in few bits. */
interface PackedMatrix {
  readonly matrix: QuantizedMatrix;
  readonly turned: boolean;
  readonly scales: Tensor;
  readonly zeros: readonly Tensor[];
}

export class PackedGraph extends GraphCore {
  /** Matrices in few bits, by the name of their handle. */
  readonly #packed = new Map<string, PackedMatrix>();
  /** Initializers that both uses of a matrix may ask for. */
  readonly #once = new Map<string, Tensor>();

  /**
   * A matrix [O, I] in few bits, given beside the model; `turned`: the handle is its transpose, [I, O]. It can be the right factor of
   * `matmul` and `affine`, and not turned, the table of `gatherRows`.
   */
  quantizedMatrix(name: string, matrix: QuantizedMatrix, { turned = false } = {}): Tensor {
    const { rows, columns, scales, zeros, bits } = matrix;
    const blocks = columns / BLOCK;
    this.#packed.set(name, {
      matrix,
      turned,
      scales: this.externalInitializer(`${name}.scales`, scales, [rows * blocks]),
      zeros:
        zeros === null
          ? []
          : [this.externalInitializer(`${name}.zeros`, zeros, [rows * Math.ceil((blocks * bits) / 8)])],
    });
    return { name, dtype: 'float32', shape: turned ? [columns, rows] : [rows, columns] };
  }

  /** The product with a matrix in few bits; null where `name` is none. */
  protected packedProduct(x: Tensor, name: string, transB: boolean): Tensor | null {
    const found = this.#packed.get(name);
    if (found === undefined) return null;
    const { matrix, turned, scales, zeros } = found;
    if (transB === turned) throw new Error(`${name} is packed for its transpose`);
    const { rows, columns, bits, packed } = matrix;
    const blocks = columns / BLOCK;
    const weight = this.#initializerOnce(name, packed, [rows, blocks, (BLOCK * bits) / 8]);
    const attributes = { K: columns, N: rows, bits, block_size: BLOCK, accuracy_level: INTEGER_PRODUCTS };
    const inputs = [x, weight, scales, ...zeros];
    const output = { dtype: x.dtype, shape: [x.shape[0] ?? 1, rows] };
    return this.node('MatMulNBits', inputs, [output], attributes, MICROSOFT)[0] as Tensor;
  }

  /** Rows of a matrix in few bits. Its numbers are there a second time: the product lays its own out anew. */
  protected packedRows(name: string, indices: Tensor): Tensor | null {
    const found = this.#packed.get(name);
    if (found === undefined) return null;
    const { rows, columns, bits, packed, scales, zeros } = found.matrix;
    const table = this.#initializerOnce(`${name}.rows`, packed, [rows, (columns * bits) / 8]);
    const scale = this.#initializerOnce(`${name}.rows.scales`, scales, [rows, columns / BLOCK]);
    const zero =
      zeros === null ? [] : [this.#initializerOnce(`${name}.rows.zeros`, zeros, [rows, zeros.length / rows])];
    const [result] = this.node(
      'GatherBlockQuantized',
      [table, indices, scale, ...zero],
      [{ dtype: 'float32', shape: [...indices.shape, columns] }],
      { gather_axis: 0, quantize_axis: 1, block_size: BLOCK, bits },
      MICROSOFT,
    );
    return result as Tensor;
  }

  #initializerOnce(name: string, data: Float32Array | Uint8Array, shape: readonly number[]): Tensor {
    const known = this.#once.get(name) ?? this.externalInitializer(name, data, shape);
    this.#once.set(name, known);
    return known;
  }

  /** Whether `name` is a matrix in few bits. */
  protected isPacked(name: string): boolean {
    return this.#packed.has(name);
  }
}

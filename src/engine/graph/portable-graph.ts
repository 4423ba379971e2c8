// The same vocabulary for providers that lack some of ONNX Runtime's operators, or have them wrong: WebGPU. What they lack is
// written in operators that they have, so that no step of a graph goes back to the CPU (docs/decisions/0007-devices.md).
import { Graph, type MatmulOptions } from './graph.ts';
import { ShapeError } from './shapes.ts';
import type { Tensor } from './types.ts';

export class PortableGraph extends Graph {
  /** Without FusedMatMul: transposed and scaled apart. */
  override matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
    if (a.shape.length === 2 && b.shape.length === 2) return super.matmul(a, b, options);
    const { transA = false, transB = false, alpha = 1 } = options;
    const left = transA ? this.#turned(a) : a;
    const right = transB ? this.#turned(b) : b;
    if (alpha === 1) return super.matmul(left, right);
    // a is scaled where its rows are of fixed size, as queries are; otherwise (scores) the product is the smaller one
    if (typeof left.shape.at(-1) === 'number') return super.matmul(this.mul(left, this.scalar(alpha)), right);
    return this.mul(super.matmul(left, right), this.scalar(alpha));
  }

  /** In one product: only the CPU gains from transposing apart. */
  override transposedProduct(a: Tensor, b: Tensor): Tensor {
    return super.matmul(a, b, { transA: true });
  }

  /** Without SimplifiedLayerNormalization, whose 1/rms is wrong on WebGPU. */
  override rmsNormalization(x: Tensor, gain: Tensor, epsilon: number): [Tensor, Tensor] {
    const width = x.shape.at(-1);
    if (gain.shape.length !== 1 || gain.shape[0] !== width) {
      throw new ShapeError('rmsNormalization', 'the gain does not fit', x.shape, gain.shape);
    }
    const square = this.mean(this.mul(x, x), [-1], true);
    const inverse = this.div(this.scalar(1), this.sqrt(this.add(square, this.scalar(epsilon))));
    return [this.mul(this.mul(x, inverse), gain), inverse];
  }

  /** Without RotaryEmbedding. */
  override rotaryEmbedding(x: Tensor, positions: Tensor, cos: Tensor, sin: Tensor): Tensor {
    const half = cos.shape.at(-1);
    const width = x.shape.at(-1);
    if (typeof width !== 'number' || typeof half !== 'number' || width % (2 * half) !== 0) {
      throw new ShapeError('rotaryEmbedding', 'heads of 2 · D/2 do not divide the width', x.shape, cos.shape);
    }
    const heads = this.reshape(x, [x.shape[0] ?? 1, width / (2 * half), 2 * half]); // [N, H, D]
    const [first, second] = this.split(heads, [half, half], 2) as [Tensor, Tensor];
    const c = this.unsqueeze(this.gatherRows(cos, positions), 1); // [N, 1, D/2]
    const s = this.unsqueeze(this.gatherRows(sin, positions), 1);
    const turned = [
      this.sub(this.mul(first, c), this.mul(second, s)),
      this.add(this.mul(second, c), this.mul(first, s)),
    ];
    return this.reshape(this.concat(turned, 2), x.shape);
  }

  /** The last two axes exchanged. */
  #turned(x: Tensor): Tensor {
    const axes = x.shape.map((_, axis) => axis);
    const [last, before] = [axes.pop(), axes.pop()] as [number, number];
    return this.transpose(x, [...axes, last, before]);
  }
}

// The bare graph: inputs, constants, nodes and outputs, and their encoding as an ONNX model. Operators are in graph.ts.
import { create, toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType as ProtoType,
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProto_DataLocation,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_SequenceSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import { finalNodesLast, neededNodes } from './node-order.ts';
import type { Attribute, Attributes, DataType, Shape, Tensor } from './types.ts';

const IR_VERSION = 9n;
const OPSET = 17n; // ReduceMean takes its axes as an attribute up to 17, LayerNormalization exists from 17
const protoTypes = {
  float32: ProtoType.FLOAT,
  int64: ProtoType.INT64,
  int32: ProtoType.INT32,
  uint8: ProtoType.UINT8,
  int8: ProtoType.INT8,
} as const;

/** One operator application; inputs and outputs are names of values, an input that is left out is ''. */
export interface NodeRecord {
  readonly opType: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

/** The bytes of an initializer that is not in the model, and the name under which the model refers to them. */
export interface ExternalData {
  readonly path: string;
  readonly data: Uint8Array;
}

/** A graph as its model has it, for whoever reasons about how it will be executed. */
export interface WrittenGraph {
  /** In the model's order. */
  readonly nodes: readonly NodeRecord[];
  /** Type and shape of everything that a node computes, by name. */
  readonly values: ReadonlyMap<string, Tensor>;
  readonly outputs: ReadonlySet<string>;
}

/** Operators of the `com.microsoft` domain, which ONNX Runtime adds to the standard. */
export const MICROSOFT = 'com.microsoft';

/** The first result of a graph that is written {@link GraphCore.intoPlace}: a sequence, which onnxruntime-node cannot hand over. */
export const IN_PLACE = 'in_place';

export class GraphCore {
  readonly #nodes: NodeRecord[] = [];
  readonly #inputs: Tensor[] = [];
  readonly #initializers: TensorProto[] = [];
  readonly #external: ExternalData[] = [];
  readonly #outputs = new Map<string, Tensor>();
  readonly #computed = new Map<string, Tensor>();
  readonly #constants = new Map<string, Tensor>();
  #counter = 0;
  /** What the sequence of a graph for `runInPlace` is made of. */
  #inPlace: Tensor | null = null;

  /** A value fed at every run. */
  input(name: string, dtype: DataType, shape: Shape): Tensor {
    const tensor = { name, dtype, shape };
    this.#inputs.push(tensor);
    return tensor;
  }

  /** A value stored in the model: float32 or int64 `data` of the given shape. */
  initializer(name: string, data: Float32Array | BigInt64Array, shape: readonly number[]): Tensor {
    const dtype = data instanceof Float32Array ? 'float32' : 'int64';
    this.#initializers.push(
      create(TensorProtoSchema, {
        name,
        dataType: protoTypes[dtype],
        dims: shape.map(BigInt),
        rawData: new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength),
      }),
    );
    return { name, dtype, shape };
  }

  /**
   * A value of float32, uint8 or int8 that the session is given beside the model ({@link external}): a serialized model cannot hold 2 GB.
   */
  externalInitializer(
    name: string,
    data: Float32Array | Uint8Array | Int8Array,
    shape: readonly number[],
  ): Tensor {
    const dtype = data instanceof Float32Array ? 'float32' : data instanceof Int8Array ? 'int8' : 'uint8';
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.#external.push({ path: name, data: bytes });
    const entry = (key: string, value: string) => create(StringStringEntryProtoSchema, { key, value });
    this.#initializers.push(
      create(TensorProtoSchema, {
        name,
        dataType: protoTypes[dtype],
        dims: shape.map(BigInt),
        dataLocation: TensorProto_DataLocation.EXTERNAL,
        externalData: [entry('location', name), entry('offset', '0'), entry('length', `${data.byteLength}`)],
      }),
    );
    return { name, dtype, shape };
  }

  /** What {@link externalInitializer} left out of the model. */
  get external(): readonly ExternalData[] {
    return this.#external;
  }

  /** A float32 scalar constant, shape []; equal values share one tensor. */
  scalar(value: number): Tensor {
    return this.#constant(`f${value}`, Float32Array.of(value), []);
  }

  /** An int64 vector constant, shape [values.length]; equal values share one tensor. */
  integers(values: readonly number[]): Tensor {
    return this.#constant(`i${values.join(',')}`, BigInt64Array.from(values.map(BigInt)), [values.length]);
  }

  /** A float32 constant of zeros; equal shapes share one tensor. */
  zeros(shape: readonly number[]): Tensor {
    const length = shape.reduce((product, size) => product * size, 1);
    return this.#constant(`z${shape.join(',')}`, new Float32Array(length), shape);
  }

  #constant(key: string, data: Float32Array | BigInt64Array, shape: readonly number[]): Tensor {
    let tensor = this.#constants.get(key);
    if (!tensor) {
      tensor = this.initializer(`constant_${this.#constants.size}`, data, shape);
      this.#constants.set(key, tensor);
    }
    return tensor;
  }

  /** Appends a node; `outputs` gives each result's type and shape, which the caller has inferred. */
  node(
    opType: string,
    inputs: readonly (Tensor | null)[],
    outputs: readonly { readonly dtype: DataType; readonly shape: Shape }[],
    attributes: Attributes = {},
    domain = '',
  ): readonly Tensor[] {
    const results = outputs.map(({ dtype, shape }) => ({
      name: `${opType}_${this.#counter++}`,
      dtype,
      shape,
    }));
    for (const result of results) this.#computed.set(result.name, result);
    this.#nodes.push({
      opType,
      domain,
      inputs: inputs.map((tensor) => tensor?.name ?? ''),
      outputs: results.map(({ name }) => name),
      attributes,
    });
    return results;
  }

  /** Declares `tensor` to be a result of the graph under `name`. */
  output(name: string, tensor: Tensor): void {
    if (this.#outputs.has(name)) throw new Error(`the graph has an output ${name} already`);
    this.#outputs.set(name, tensor);
  }

  /** Makes this a graph for `Session.runInPlace`: its results are only ever written to arrays that are given. */
  intoPlace(): void {
    this.#inPlace = this.scalar(0);
  }

  get inputs(): readonly Tensor[] {
    return this.#inputs;
  }

  get outputNames(): readonly string[] {
    return [...this.#outputs.keys()];
  }

  get nodeCount(): number {
    return this.#nodes.length;
  }

  /** What {@link encode} writes. */
  written(): WrittenGraph {
    const { nodes, outputs } = this.#namedOutputs();
    const values = new Map(this.#computed);
    for (const output of outputs) values.set(output.name, output);
    return { nodes, values, outputs: new Set(outputs.map(({ name }) => name)) };
  }

  /** The graph as a serialized ONNX model. */
  encode(): Uint8Array {
    const { nodes, outputs } = this.#namedOutputs();
    if (this.#inPlace) {
      const inputs = [this.#inPlace.name];
      nodes.push({ opType: 'SequenceConstruct', domain: '', inputs, outputs: [IN_PLACE], attributes: {} });
    }
    const model = create(ModelProtoSchema, {
      irVersion: IR_VERSION,
      producerName: 'socratic',
      opsetImport: [
        create(OperatorSetIdProtoSchema, { domain: '', version: OPSET }),
        create(OperatorSetIdProtoSchema, { domain: MICROSOFT, version: 1n }),
      ],
      graph: create(GraphProtoSchema, {
        name: 'socratic',
        node: nodes.map(encodeNode),
        input: this.#inputs.map(encodeValue),
        output: [...(this.#inPlace ? [floatSequence(IN_PLACE)] : []), ...outputs.map(encodeValue)],
        initializer: this.#initializers,
      }),
    });
    return toBinary(ModelProtoSchema, model);
  }

  /**
   * Gives every output its public name. A value that a node computed is renamed where it is computed, which costs
   * nothing; an input, a constant, or a value that is wanted under two names goes through an Identity node.
   */
  #namedOutputs(): { nodes: NodeRecord[]; outputs: Tensor[] } {
    const computed = new Set(this.#nodes.flatMap((node) => node.outputs));
    const renamed = new Map<string, string>();
    const identities: NodeRecord[] = [];
    const outputs: Tensor[] = [];
    for (const [name, tensor] of this.#outputs) {
      outputs.push({ ...tensor, name });
      if (computed.has(tensor.name) && !renamed.has(tensor.name)) renamed.set(tensor.name, name);
      else {
        const source = renamed.get(tensor.name) ?? tensor.name;
        identities.push({
          opType: 'Identity',
          domain: '',
          inputs: [source],
          outputs: [name],
          attributes: {},
        });
      }
    }
    const rename = (name: string) => renamed.get(name) ?? name;
    const needed = neededNodes(
      this.#nodes,
      outputs.map(({ name }) => this.#outputs.get(name)?.name ?? name),
    );
    const nodes = needed.map((node) => ({
      ...node,
      inputs: node.inputs.map(rename),
      outputs: node.outputs.map(rename),
    }));
    return { nodes: finalNodesLast([...nodes, ...identities]), outputs };
  }
}

function encodeNode(node: NodeRecord): NodeProto {
  return create(NodeProtoSchema, {
    opType: node.opType,
    domain: node.domain,
    input: [...node.inputs],
    output: [...node.outputs],
    attribute: Object.entries(node.attributes).map(([name, value]) => encodeAttribute(name, value)),
  });
}

function encodeAttribute(name: string, value: Attribute): AttributeProto {
  if (typeof value === 'number')
    return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value) });
  if (typeof value === 'string') {
    return create(AttributeProtoSchema, {
      name,
      type: AttributeType.STRING,
      s: new TextEncoder().encode(value),
    });
  }
  if ('float' in value)
    return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value.float });
  return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: value.map(BigInt) });
}

function floatSequence(name: string): ValueInfoProto {
  const tensor = create(TypeProto_TensorSchema, { elemType: protoTypes.float32 });
  const elemType = create(TypeProtoSchema, { value: { case: 'tensorType', value: tensor } });
  const sequence = create(TypeProto_SequenceSchema, { elemType });
  const type = create(TypeProtoSchema, { value: { case: 'sequenceType', value: sequence } });
  return create(ValueInfoProtoSchema, { name, type });
}

function encodeValue(tensor: Tensor): ValueInfoProto {
  const dim = tensor.shape.map((dimension) =>
    create(TensorShapeProto_DimensionSchema, {
      value:
        typeof dimension === 'number'
          ? { case: 'dimValue', value: BigInt(dimension) }
          : { case: 'dimParam', value: dimension },
    }),
  );
  const shape = create(TensorShapeProtoSchema, { dim });
  return create(ValueInfoProtoSchema, {
    name: tensor.name,
    type: create(TypeProtoSchema, {
      value: {
        case: 'tensorType',
        value: create(TypeProto_TensorSchema, { elemType: protoTypes[tensor.dtype], shape }),
      },
    }),
  });
}

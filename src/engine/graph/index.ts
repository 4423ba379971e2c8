export { Graph, type MatmulOptions } from './graph.ts';
export { type ExternalData, IN_PLACE, type NodeRecord, type WrittenGraph } from './graph-core.ts';
export { PortableGraph } from './portable-graph.ts';
export { dequantizeMatrix, fitsBlocks, type QuantizedMatrix, quantizeMatrix } from './quantized-matrix.ts';
export { productOf, ShapeError } from './shapes.ts';
export { type DataType, type Dimension, type Shape, sameShape, shapeText, type Tensor } from './types.ts';

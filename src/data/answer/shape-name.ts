// The kinds of things in which digits stand but which are no number.

export type ShapeName =
  | 'time'
  | 'date'
  | 'ratio'
  | 'sequence'
  | 'power'
  | 'root'
  | 'factorial'
  | 'algebra'
  | 'function'
  | 'base'
  | 'tolerance'
  | 'inequality'
  | 'tuple'
  | 'compound'
  | 'range'
  | 'remainder'
  | 'repeating'
  | 'absolute'
  | 'negated'
  | 'bound';

export interface ShapeFound {
  readonly name: ShapeName;
  readonly end: number;
}

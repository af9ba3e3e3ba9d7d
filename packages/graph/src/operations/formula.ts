/** Builds ONNX operators on values of any type `V`. Results have the shape of the written operation. */
export interface FormulaBuilder<V> {
  /** Whether the operation's elements are int32. */
  readonly isInteger: boolean
  /** Adds an operator whose result has the operation's element type. */
  make(operator: string, ...operands: V[]): V
  /** Adds an operator whose result is bool. */
  test(operator: string, ...operands: V[]): V
  /** The remainder with the sign of the dividend: `Mod` with `fmod` 1. */
  remainder(dividend: V, divisor: V): V
  /** Adds a scalar with the operation's element type. */
  number(value: number): V
}

/** A formula of ONNX operators, for operations without an operator in ONNX (opset 20). */
export type OnnxFormula = <V>(f: FormulaBuilder<V>, a: V, b: V) => V

export const square: OnnxFormula = (f, x) => f.make('Mul', x, x)

export const relu6: OnnxFormula = (f, x) => f.make('Clip', x, f.number(0), f.number(6))

export const rsqrt: OnnxFormula = (f, x) => f.make('Reciprocal', f.make('Sqrt', x))

export const finiteness: OnnxFormula = (f, x) => f.test('Not', f.test('Or', f.test('IsNaN', x), f.test('IsInf', x)))

export const notEqual: OnnxFormula = (f, a, b) => f.test('Not', f.test('Equal', a, b))

/** The remainder with the sign of the divisor. */
export const floorMod: OnnxFormula = (f, a, b) => {
  if (f.isInteger) return f.make('Mod', a, b)
  return f.remainder(f.make('Add', f.remainder(a, b), b), b)
}

export const floorDiv: OnnxFormula = (f, a, b) => {
  if (f.isInteger) return f.make('Div', f.make('Sub', a, floorMod(f, a, b)), b)
  return f.make('Floor', f.make('Div', a, b))
}

/** With y/|x| = tan t: t if x ≥ 0, otherwise ±π − t with the sign of y. */
export const atan2: OnnxFormula = (f, y, x) => {
  const t = f.make('Atan', f.make('Div', y, f.make('Abs', x)))
  const half = f.make('Where', f.test('GreaterOrEqual', y, f.number(0)), f.number(Math.PI), f.number(-Math.PI))
  const left = f.test('Less', x, f.number(0))
  const angle = f.make('Where', left, f.make('Sub', half, t), t)
  const onAxis = f.make('Where', left, f.number(Math.PI), f.number(0))
  return f.make('Where', f.test('Equal', y, f.number(0)), onAxis, angle)
}

/** eˣ − 1 = tanh(x/2)·(eˣ + 1), which keeps the precision of a small x. */
export const expm1: OnnxFormula = (f, x) =>
  f.make('Mul', f.make('Tanh', f.make('Mul', x, f.number(0.5))), f.make('Add', f.make('Exp', x), f.number(1)))

/** log(1 + x) = 2 artanh(x / (x + 2)), which keeps the precision of a small x. */
export const log1p: OnnxFormula = (f, x) => {
  const small = f.make('Mul', f.make('Atanh', f.make('Div', x, f.make('Add', x, f.number(2)))), f.number(2))
  const large = f.make('Log', f.make('Add', x, f.number(1)))
  return f.make('Where', f.test('Less', f.make('Abs', x), f.number(0.5)), small, large)
}

export const squaredDifference: OnnxFormula = (f, a, b) => {
  const difference = f.make('Sub', a, b)
  return f.make('Mul', difference, difference)
}

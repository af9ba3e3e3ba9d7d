import * as attr from './attr-value.js'
import type { EmitContext, GraphDefEmitters } from './emit.js'

/** Operations that have the same name in TensorFlow, take their inputs as they are and no attributes but `T`. */
const sameName =
  'Abs Neg Sign Square Sqrt Rsqrt Reciprocal Exp Expm1 Log Log1p Erf Sin Cos Tan Asin Acos Atan Sinh Cosh Tanh ' +
  'Asinh Acosh Atanh Sigmoid Softplus Relu Relu6 Elu Selu Ceil Floor Round IsNan IsInf IsFinite ' +
  'Sub RealDiv Maximum Minimum Pow SquaredDifference FloorDiv Atan2 Greater GreaterEqual Less LessEqual'

/** Functions of each element and of pairs of elements. */
export const elementwise: GraphDefEmitters = {
  ...Object.fromEntries(sameName.split(' ').map(op => [op, (call: EmitContext) => call.write(op, call.inputs)])),
  Barrier: call => {
    const [x, after] = call.inputs
    return call.write('Identity', [x, `^${after.replace(/:\d+$/, '')}`])
  },
  Add: call => call.write('AddV2', call.inputs),
  Multiply: call => call.write('Mul', call.inputs),
  Mod: call => call.write('FloorMod', call.inputs),
  Equal: call => call.write('Equal', call.inputs, { incompatible_shape_error: attr.bool(true) }),
  NotEqual: call => call.write('NotEqual', call.inputs, { incompatible_shape_error: attr.bool(true) }),
  LogicalAnd: call => withoutType(call, 'LogicalAnd'),
  LogicalOr: call => withoutType(call, 'LogicalOr'),
  LogicalNot: call => withoutType(call, 'LogicalNot'),
  LeakyRelu: call => call.write('LeakyRelu', call.inputs, { alpha: attr.float(call.attrs.number('alpha')) }),
  ClipByValue: call => {
    const limit = (name: string) => call.writer.number(call.attrs.number(name), call.dtype)
    return call.write('ClipByValue', [call.inputs[0], limit('min'), limit('max')])
  },
  Cast: call => {
    const attrs = { SrcT: attr.type(call.inputType()), DstT: attr.type(call.dtype) }
    return call.writer.add(call.hint, 'Cast', call.inputs, attrs)
  },
  Select: call => call.write('SelectV2', call.inputs, { T: attr.type(call.dtype) }),
}

function withoutType(call: EmitContext, op: string): string {
  return call.writer.add(call.hint, op, call.inputs, {})
}

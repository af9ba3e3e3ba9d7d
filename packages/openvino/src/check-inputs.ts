import { type Float32Tensor, UsageError } from '@dfpir/core'
import type { Port } from './ports.js'

/** @throws UsageError for a missing, unknown or misshaped input, or one whose data does not fit its shape. */
export function checkPortInputs(ports: readonly Port[], inputs: Readonly<Record<string, Float32Tensor>>): void {
  const expected = ports.map(({ name }) => name).join(', ') || 'none'
  for (const name of Object.keys(inputs)) {
    if (ports.some(port => port.name === name)) continue
    throw new UsageError(`the model has no input "${name}"; its inputs are: ${expected}`)
  }
  for (const port of ports) {
    const input = inputs[port.name]
    if (!input) throw new UsageError(`the input "${port.name}" is missing; the model's inputs are: ${expected}`)
    checkInput(port, input)
  }
}

function checkInput({ name, shape }: Port, input: Float32Tensor): void {
  const fits = (extent: number, axis: number) => extent === -1 || extent === input.shape[axis]
  const whole = input.shape.every(extent => Number.isSafeInteger(extent) && extent >= 0)
  if (!whole || input.shape.length !== shape.length || !shape.every(fits)) {
    const wanted = shape.map(extent => (extent === -1 ? '?' : extent)).join(', ')
    throw new UsageError(`the input "${name}" must be [${wanted}], got [${input.shape.join(', ')}]`)
  }
  const size = input.shape.reduce((product, extent) => product * extent, 1)
  if (input.data.length !== size) {
    throw new UsageError(`the input "${name}" must have ${size} numbers, got ${input.data.length}`)
  }
}

import { UsageError } from '@dfpir/core'

/** Where operations run: `auto` is the first NVIDIA card that TensorFlow sees, or else the processor; `cuda` is `cuda:0`. */
export type DeviceChoice = 'auto' | 'cpu' | 'cuda' | `cuda:${number}`

/** Matches the names of devices. */
export const devicePattern = /^(auto|cpu|cuda(:\d+)?)$/

/** @throws UsageError for an unknown name */
export function parseDevice(name: string): DeviceChoice {
  if (devicePattern.test(name)) return name as DeviceChoice
  throw new UsageError(`the device must be auto, cpu, cuda or cuda:N, got ${name}`)
}

/** Returns the number of the card that a device names, from 0; undefined for `auto` and `cpu`. */
export function cardOf(device: DeviceChoice): number | undefined {
  if (!device.startsWith('cuda')) return undefined
  return Number(device.split(':').at(1) ?? 0)
}

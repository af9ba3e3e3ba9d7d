import { checkSameSize, type Planes } from './planes.js'

/** 10 log₁₀(1 / mean squared error), the mean over all pixels and channels. */
export function planesPsnr(a: Planes, b: Planes): number {
  checkSameSize(a, b)
  let sum = 0
  a.channels.forEach((plane, channel) => {
    const other = b.channels[channel]
    for (let i = 0; i < plane.length; i++) sum += (plane[i] - other[i]) ** 2
  })
  const error = sum / (a.channels.length * a.width * a.height)
  return 10 * Math.log10(1 / error)
}

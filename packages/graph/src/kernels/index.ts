import type { KernelTable } from '../trace/kernel.js'
import { barriers } from './barrier.js'
import { composites } from './composite.js'
import { convolutions } from './convolutions.js'
import { elementwise } from './elementwise.js'
import { fused } from './fused.js'
import { images } from './images.js'
import { indexing } from './indexing.js'
import { pooling } from './pooling.js'
import { products } from './products.js'
import { reductions } from './reductions.js'
import { shapes } from './shapes.js'

/** Every kernel that can be traced. */
export const kernels: KernelTable = {
  ...elementwise,
  ...reductions,
  ...shapes,
  ...indexing,
  ...products,
  ...convolutions,
  ...pooling,
  ...images,
  ...fused,
  ...composites,
  ...barriers,
}

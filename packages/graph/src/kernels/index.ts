import type { OperationName } from '../ir.js'
import type { PlainName } from '../operations/elementwise.js'
import type { Kernel, KernelTable } from '../trace/kernel.js'
import { convolutions } from './convolutions.js'
import { convolutions3D } from './convolutions-3d.js'
import { counting } from './counting.js'
import { einsum } from './einsum.js'
import { elementwise } from './elementwise.js'
import { fused } from './fused.js'
import { images } from './images.js'
import { indexing } from './indexing.js'
import { localResponse } from './local-response.js'
import { markers } from './markers.js'
import { pooling } from './pooling.js'
import { pooling3D } from './pooling-3d.js'
import { products } from './products.js'
import { reductions } from './reductions.js'
import { shapes } from './shapes.js'
import { warps } from './warps.js'

/** The operations that have their own kernel. */
type RecordedAlone = Exclude<OperationName, PlainName | 'Placeholder' | 'Variable' | 'Const'>

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
  ...warps,
  ...convolutions3D,
  ...pooling3D,
  ...localResponse,
  ...einsum,
  ...counting,
  ...fused,
  ...markers,
} satisfies Readonly<Record<RecordedAlone, Kernel>>

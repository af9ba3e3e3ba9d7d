export { findAddon, type PrepareAddonOptions, type PreparedAddon, prepareAddon } from './eager/addon.js'
export { type LossGradients, lossGradients } from './eager/loss-gradients.js'
export { findTfjsNode, type TfjsNode } from './eager/tfjs-node.js'
export { type EagerBackend, type EagerBackendOptions, useEagerBackend } from './eager/use-eager-backend.js'

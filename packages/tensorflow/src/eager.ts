export { findAddon, type PrepareAddonOptions, type PreparedAddon, prepareAddon } from './addon.js'
export { type LossGradients, lossGradients } from './loss-gradients.js'
export { findTfjsNode, type TfjsNode } from './tfjs-node.js'
export { type EagerBackend, type EagerBackendOptions, useEagerBackend } from './use-eager-backend.js'

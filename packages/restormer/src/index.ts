export { type PerLevel, type RestormerConfig, restormerConfig } from './config.js'
export { listParts, type RestormerParts, restormerParts } from './parts.js'
export { type Bridge, type Level, type RestormerOptions, restormer } from './restormer.js'

const { TestEnvironment } = require('jest-environment-node')

// Some tests load onnxruntime themselves. It reads the process's own environment, of which tests have copies.
process.env.ORT_DISABLE_TELEMETRY ??= '1'

const shared = [
  'ArrayBuffer',
  'SharedArrayBuffer',
  'DataView',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int8Array',
  'Uint16Array',
  'Int16Array',
  'Uint32Array',
  'Int32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
]

/** Jest's realm has typed arrays of its own, which native add-ons refuse: tests share Node's. */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup()
    for (const name of shared) this.global[name] = globalThis[name]
  }
}

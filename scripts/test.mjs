import { join } from 'node:path'
import { root, run, setUp } from './setup.mjs'

const bin = name => join(root, 'node_modules', '.bin', name)

setUp()
run(bin('dfpir'), ['setup', 'tensorflow', '--cpu']) // not gigabytes of CUDA where there is a card
for (const library of ['openvino', 'eager']) run(bin('dfpir'), ['setup', library])
run(bin('biome'), ['ci', '--error-on-warnings', '.'])
run(bin('tsc'), ['-p', 'tsconfig.test.json'])
run(bin('jest'), process.argv.slice(2))

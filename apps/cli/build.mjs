// Bundles the command with its private packages (apps/*, packages/terminal). Packages that npm installs with it stay
// outside. Each lazily loaded command becomes a separate file.
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { build } from 'esbuild'

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))
const own = /^(src|\.\.\/(restore|train|evaluate|ablate)|\.\.\/\.\.\/packages\/terminal)\//

/** Bundles a program. Fails if the bundle would contain a package that is missing from the dependencies. */
async function bundle(entry, outdir, external) {
  const { metafile } = await build({
    ...{ entryPoints: [entry], outdir, external, chunkNames: 'parts/[name]-[hash]' },
    ...{ absWorkingDir: import.meta.dirname, bundle: true, splitting: true, format: 'esm', metafile: true },
    ...{ platform: 'node', target: 'node20', charset: 'utf8', sourcemap: true, logLevel: 'warning' },
  })
  const foreign = Object.keys(metafile.inputs).filter(path => !own.test(path))
  if (foreign.length > 0) throw new Error(`missing from the dependencies in package.json: ${foreign.join(', ')}`)
}

await rm(new URL('dist/', import.meta.url), { recursive: true, force: true })
await bundle('src/main.ts', 'dist', Object.keys(dependencies))
await bundle('src/demo/main.ts', 'dist/demo', Object.keys(dependencies)) // npm start: not published

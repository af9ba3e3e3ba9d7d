// The built program, as npm start runs it, with the weights that ship.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { readPretrained } from '@dfpir/model'
import { modelLocation } from '@dfpir/terminal'
import { restorableDamages } from './damages.js'
import { scoreTitles } from './score-table.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-demo-program-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs it and gives its table's rows as words, and the modules that it loaded. */
function run() {
  const env = { ...process.env, DFPIR_GRAPH_CACHE: join(folder, 'graphs'), LOADED_MODULES: join(folder, 'modules') }
  rmSync(env.LOADED_MODULES, { force: true })
  const logger = resolve(__dirname, '../log-modules.test.helper.mjs')
  const program = resolve(__dirname, '../../dist/demo/main.js')
  const stdout = execFileSync(process.execPath, ['--import', logger, program], { cwd: folder, env, encoding: 'utf8' })
  const [, table, next] = stdout.split('\n\n')
  expect(table.split('\n')[0]).toBe(scoreTitles())
  expect(next).toBe('The damaged, restored and compared pictures are in restored/.')
  const rows = table.split('\n').slice(1)
  return { rows: rows.map(row => row.split(/ +/)), modules: readFileSync(env.LOADED_MODULES, 'utf8').split('\n') }
}

test('what the model has prompts for comes out nearer to the original; a second run is the same and loads little', async () => {
  const { prompts } = await readPretrained(await modelLocation())
  const shown = restorableDamages(prompts)
  const { rows } = run()
  expect(rows.map(([, name]) => name)).toEqual(shown.map(({ name }) => name))
  for (const [, , before, , after] of rows) expect(Number(after)).toBeGreaterThan(Number(before))
  expect(readdirSync(join(folder, 'restored'))).toHaveLength(shown.length * 3)
  const again = run()
  expect(again.rows.map(row => row.slice(0, -1))).toEqual(rows.map(row => row.slice(0, -1)))
  const heavy = /@tensorflow|packages\/(graph|layers|restormer|dgpb|model|tensorflow)\/|transformers|vega/
  expect(again.modules.filter(url => url.includes('apps/cli/dist/demo/'))).not.toEqual([])
  expect(again.modules.filter(url => heavy.test(url))).toEqual([])
}, 300_000)

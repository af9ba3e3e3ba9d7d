// Restores a picture: node examples/restore-from-code.mjs INPUT OUTPUT [MODEL]
// INPUT and OUTPUT are files, or - for stdin and stdout. MODEL is a path, such as runs/denoise/model after a training, the
// name of a model that ships, or owner/name of one on the hub. Ctrl-C stops between two tiles and leaves no file.
import { pipeline } from 'node:stream/promises'
import { Restorer } from '@dfpir/inference'

const [input, output, model = 'dfpir-small'] = process.argv.slice(2)
if (!input || !output) {
  console.error('usage: node examples/restore-from-code.mjs INPUT OUTPUT [MODEL]')
  process.exit(2)
}

const stop = new AbortController()
process.once('SIGINT', () => stop.abort(new Error('stopped')))

const restorer = await Restorer.fromPretrained(model, { onInstall: message => console.error(message) })
try {
  const options = { task: 'denoise', signal: stop.signal }
  const restored = await restorer.restore(input === '-' ? process.stdin : input, options)
  if (output === '-') await pipeline(restored.toStream(), process.stdout)
  else await restored.save(output)
  const { picture, prompt, tiles } = restored
  console[output === '-' ? 'error' : 'log'](
    `${output}: ${picture.width}×${picture.height}, ${prompt}, tiles: ${tiles}, on ${restorer.engineName}`,
  )
} catch (error) {
  console.error(`error: ${error.message}`)
  process.exitCode = 1
} finally {
  await restorer.dispose()
}

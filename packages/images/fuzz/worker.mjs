import { readdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { DfpirError } from '@dfpir/core'
import { createPicture, decodePicture, openPicture } from '@dfpir/images'

/** Copies a picture by rows. */
async function rewrite({ path, output, maxMemory }) {
  const source = await openPicture(path, { maxMemory, maxPixels: 40e6 })
  try {
    const sink = await createPicture(source, { maxMemory })
    try {
      for (let top = 0; top < source.height; top += 256) {
        await sink.writeRows(await source.readRows(top, Math.min(256, source.height - top)))
      }
      await sink.save(output)
    } finally {
      await sink.dispose()
    }
  } finally {
    await source.dispose()
  }
  const { width, height } = await decodePicture(output)
  if (width !== source.width || height !== source.height) throw new Error('the copy has another size')
}

process.on('message', async task => {
  const answer = await rewrite(task).then(
    () => ({}),
    error => {
      if (!DfpirError.isInstance(error)) return { defect: String(error?.stack ?? error) }
      if (error.message.includes('\n')) return { defect: `several lines: ${error.message}` }
      if (readdirSync(dirname(task.output)).some(name => name.includes('.out.png'))) return { defect: 'half an output' }
      return { refused: error.message }
    },
  )
  rmSync(task.output, { force: true })
  process.send({ ...answer, peak: process.resourceUsage().maxRSS })
})

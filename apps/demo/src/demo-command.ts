import { createRestoreCommand, modelLocation } from '@dfpir/app-restore'
import { Restorer } from '@dfpir/inference'
import { Command } from 'commander'
import { formatTable } from './format-table.js'
import { readPhotographs } from './photographs.js'
import { type DemoScore, showDenoising } from './show-denoising.js'

/** Where everything goes, below the working directory. */
const folder = 'restored'
const sigmas = [15, 25, 50]

/**
 * What `npm start` runs. Without arguments it adds noise to a few photographs, restores them and shows how near it
 * came; with files it is `dfpir restore` into the folder `restored`, with that command's options.
 */
export function createDemoCommand(): Command {
  return new Command('demo')
    .usage('[files…] [options of dfpir restore]')
    .argument('[files...]')
    .helpOption(false)
    .allowUnknownOption()
    .action(async (_files: string[], _options: object, { args }: Command) => {
      if (args.length > 0) await restoreFiles(args)
      else await showAll()
    })
}

async function restoreFiles(args: readonly string[]): Promise<void> {
  const command = createRestoreCommand().exitOverride()
  await command.parseAsync(['--output', `${folder}/`, '--force', ...args], { from: 'user' })
}

async function showAll(): Promise<void> {
  const restorer = await Restorer.fromPretrained(await modelLocation(), { engine: 'onnxruntime' })
  try {
    const photographs = await readPhotographs()
    process.stdout.write('Restoring noisy copies of three photographs …\n')
    const scores: DemoScore[] = []
    for (const photograph of photographs)
      scores.push(...(await showDenoising(photograph, { restorer, sigmas, folder })))
    process.stdout.write(`\n${table(scores)}\n\n${nextSteps}`)
  } finally {
    await restorer.dispose()
  }
}

function table(scores: readonly DemoScore[]): string {
  const header = ['picture', 'σ', 'PSNR before', 'after', 'SSIM before', 'after', 'seconds']
  const rows = scores.map(({ name, sigma, before, after, seconds }) => [
    name,
    String(sigma),
    `${before.psnr.toFixed(2)} dB`,
    `${after.psnr.toFixed(2)} dB`,
    before.ssim.toFixed(3),
    after.ssim.toFixed(3),
    seconds.toFixed(1),
  ])
  return formatTable([header, ...rows])
}

const nextSteps = `The noisy, restored and compared pictures are in ${folder}/.

Next, a photograph of your own:
  npm start -- my-photo.jpg
  npx --no-install dfpir restore my-photo.jpg
`

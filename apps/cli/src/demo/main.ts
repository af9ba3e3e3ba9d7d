import { createRestoreCommand } from '@dfpir/app-restore'
import { modelLocation, runProgram } from '@dfpir/terminal'
import { Command } from 'commander'
import { showAll } from './show-all.js'

/** Where everything goes, below the working directory. */
const folder = 'restored'

/**
 * What `npm start` runs. Without arguments it damages a few photographs, restores them and shows how near it came; with
 * files it is `dfpir restore` into the folder `restored`, with that command's options.
 */
function createDemoCommand(): Command {
  return new Command('demo')
    .usage('[files…] [options of dfpir restore]')
    .argument('[files...]')
    .helpOption(false)
    .allowUnknownOption()
    .action(async (_files: string[], _options: object, { args }: Command) => {
      if (args.length > 0) return restoreFiles(args)
      await showAll({ model: await modelLocation(), folder })
      process.stdout.write(`\n${nextSteps}`)
    })
}

async function restoreFiles(args: readonly string[]): Promise<void> {
  const command = createRestoreCommand().exitOverride()
  await command.parseAsync(['--output', `${folder}/`, ...args], { from: 'user' })
}

const nextSteps = `The damaged, restored and compared pictures are in ${folder}/.

Next, a photograph of your own:
  npm start -- my-photo.jpg
  npx --no-install dfpir restore my-photo.jpg
`

await runProgram(createDemoCommand(), process.argv.slice(2))

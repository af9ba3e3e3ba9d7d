import { createRestoreCommand } from '@dfpir/app-restore'
import { modelLocation, runProgram } from '@dfpir/terminal'
import { Command } from 'commander'
import { showAll } from './show-all.js'

/** The output folder, below the working directory. */
const folder = 'restored'

/**
 * Creates the command behind `npm start`. Without arguments, it damages a few photographs, restores them and prints the
 * scores. With files, it is `dfpir restore -o restored` and takes that command's options.
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

Next, try your own photograph:
  npm start -- my-photo.jpg
  npx --no-install dfpir restore my-photo.jpg
`

await runProgram(createDemoCommand(), process.argv.slice(2))

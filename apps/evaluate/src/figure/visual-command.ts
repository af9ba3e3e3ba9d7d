import { tasks } from '@dfpir/core'
import type { Zoom } from '@dfpir/figures'
import { addEngineOptions } from '@dfpir/terminal'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { DrawVisualOptions } from './draw-visual.js'
import { addFigureOptions, addModels, addSeed, collect, type FigureOptions, makeFigure } from './figure-options.js'

const examples = `
Examples:
  dfpir figure visual --data kodak24/ -o visual.png
  dfpir figure visual derain dehaze --data kodak24/ --picture kodim05.png --picture kodim21.png --model ours=runs/b -o visual.svg
  dfpir figure visual --input rainy/ --target clean/ --task derain --zoom 120,80,64 -o visual.png

With --data there is a row for each prompt that is named, else one for each task that all models undo. Each has a picture
of its own, the first ones or those of --picture in their order. Squares that are shown larger are those of the references
with the most detail, unless --zoom says where they are; it holds for all rows.
`

/** `dfpir figure visual`: pictures before and after, as in Figure 5. */
export function createVisualCommand(): Command {
  const command = new Command('visual')
    .description('degraded and restored pictures beside their references, parts of them larger, with PSNR (Figure 5)')
    .argument('[prompt...]', 'with --data, the rows: prompts by their names')
    .option('--data <folder>', 'clean photographs, degraded as the rows’ prompts undo')
    .option('--input <folder>', 'degraded photographs, in place of --data')
    .option('--target <folder>', 'the clean ones of the same names')
    .addOption(new Option('--task <name>', 'what happened to the inputs').choices(tasks))
    .option('--picture <name>', 'which picture of the folder; again for further rows', collect, [])
    .option('--zoom <x,y,side>', 'a square to show larger, in pixels; again for up to three', collectZoom, [])
    .addHelpText('after', examples)
  addSeed(addModels(command), 'which degradations')
  return addEngineOptions(addFigureOptions(command)).action(
    (prompts: readonly string[], options: FigureOptions & DrawVisualOptions) =>
      makeFigure(options, async () => {
        const { drawVisual } = await import('./draw-visual.js') // brings sharp and tfjs: not needed for --help
        return drawVisual(prompts, options)
      }),
  )
}

function collectZoom(value: string, earlier: readonly Zoom[]): readonly Zoom[] {
  const [x, y, side] = /^\d+,\d+,[1-9]\d*$/.test(value) ? value.split(',').map(Number) : []
  if (side === undefined) throw new InvalidArgumentError('It must be three whole numbers, such as 120,80,64.')
  return [...earlier, { x, y, side }]
}

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

With --data, the figure has a row for each prompt you name, or for each task that all models support. Each row shows
another picture: the first ones of the folder, or those of --picture in the order given. The figure enlarges the squares
with the most detail in the reference, unless --zoom sets them for all rows.
`

/** `dfpir figure visual`: draws pictures before and after restoration, as in Figure 5. */
export function createVisualCommand(): Command {
  const command = new Command('visual')
    .description(
      'draw degraded and restored pictures beside their references, with enlarged details and PSNR (Figure 5)',
    )
    .argument('[prompt...]', 'with --data, one row per prompt name')
    .option('--data <folder>', "clean photographs, degraded for each row's prompt")
    .option('--input <folder>', 'degraded photographs, in place of --data')
    .option('--target <folder>', 'the clean photographs with the same names')
    .addOption(new Option('--task <name>', 'the damage in the inputs').choices(tasks))
    .addOption(
      new Option('--picture <name>', 'a picture of the folder; repeat for more rows')
        .argParser(collect)
        .default([], 'the first ones'),
    )
    .addOption(
      new Option('--zoom <x,y,side>', 'a square to enlarge, in pixels; repeat for up to three')
        .argParser(collectZoom)
        .default([], 'the squares with the most detail'),
    )
    .addHelpText('after', examples)
  addSeed(addModels(command), 'seed of the degradations')
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

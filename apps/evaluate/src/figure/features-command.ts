import { addEngineOptions, parseCount } from '@dfpir/terminal'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { DrawFeaturesOptions } from './draw-features.js'
import { addFigureOptions, addSeed, collect, type FigureOptions, makeFigure } from './figure-options.js'

const examples = `
Examples:
  dfpir figure features noisy.png --prompt denoise-25 -o features.png
  dfpir figure features kodak24/kodim05.png --degrade --prompt derain --prompt dehaze --model runs/b -o features.svg

For each prompt, the first map is the root mean square over all channels. The others are the channels that vary most at
the block's output. A block follows its encoder level: maps of level1 have the picture's size, maps of the latent an
eighth of it.
`

/** `dfpir figure features`: draws the effect of a block on the features of a picture, as in Figure 6. */
export function createFeaturesCommand(): Command {
  const command = new Command('features')
    .description('draw feature maps before, inside and after a perturbation block (Figure 6)')
    .argument('<picture>', 'a degraded photograph; with --degrade, a clean one')
    .addOption(
      new Option('--prompt <name>', "one of the model's prompts; repeat for more")
        .argParser(collect)
        .default([], 'the first'),
    )
    .option('--degrade', 'first apply the degradation that each prompt removes')
    .option(
      '--model <[label=]model>',
      'the weights, and their label in the figure (default: those that ship with dfpir)',
    )
    .option('--block <name>', 'level1, level2, … or latent', 'level1')
    .option('--channels <n>', 'number of single channels to show, 0 to 16', parseChannels, 2)
    .option('--size <n>', 'crop the picture around its centre to at most n × n pixels', parseCount, 512)
    .addHelpText('after', examples)
  addSeed(command, 'seed of the degradation')
  return addEngineOptions(addFigureOptions(command)).action(
    (picture: string, options: FigureOptions & DrawFeaturesOptions) =>
      makeFigure(options, async () => {
        const { drawFeatures } = await import('./draw-features.js') // brings tfjs: not needed for --help
        return drawFeatures(picture, options)
      }),
  )
}

function parseChannels(text: string): number {
  if (/^\d+$/.test(text) && Number(text) <= 16) return Number(text)
  throw new InvalidArgumentError('It must be a whole number from 0 to 16.')
}

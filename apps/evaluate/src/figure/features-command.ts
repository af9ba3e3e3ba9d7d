import { addEngineOptions, parseCount } from '@dfpir/terminal'
import { Command, InvalidArgumentError } from 'commander'
import type { DrawFeaturesOptions } from './draw-features.js'
import { addFigureOptions, addSeed, collect, type FigureOptions, makeFigure } from './figure-options.js'

const examples = `
Examples:
  dfpir figure features noisy.png --prompt denoise-25 -o features.png
  dfpir figure features kodak24/kodim05.png --degrade --prompt derain --prompt dehaze --model runs/b -o features.svg

The first map of each prompt is the root mean square over all channels, the others are the channels that vary most as they
leave the block. The block comes behind the encoder's level: level1 has maps of the picture's size, the latent of an eighth.
`

/** `dfpir figure features`: what a block does to the features of a picture, as in Figure 6. */
export function createFeaturesCommand(): Command {
  const command = new Command('features')
    .description('feature maps before, within and after a perturbation block (Figure 6)')
    .argument('<picture>', 'a degraded photograph, or with --degrade a clean one')
    .option('--prompt <name>', "one of the model's prompts; again for others (default: its first)", collect, [])
    .option('--degrade', 'first do to the picture what each prompt undoes')
    .option(
      '--model <[label=]model>',
      'the weights, and what the figure calls them (default: those that ship with dfpir)',
    )
    .option('--block <name>', 'level1, level2, … or latent', 'level1')
    .option('--channels <n>', 'how many single channels to show, 0 to 16', parseChannels, 2)
    .option('--size <n>', 'use the middle of the picture, at most this wide and high', parseCount, 512)
    .addHelpText('after', examples)
  addSeed(command, 'which degradation')
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

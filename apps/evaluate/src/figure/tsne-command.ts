import { type FeatureStage, featureStages } from '@dfpir/inference'
import { addEngineOptions, parseCount } from '@dfpir/terminal'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { DrawTsneOptions } from './draw-tsne.js'
import { addFigureOptions, addModels, addSeed, collect, type FigureOptions, makeFigure } from './figure-options.js'

const examples = `
Examples:
  dfpir figure tsne --data kodak24/ -o tsne.svg
  dfpir figure tsne --data kodak24/ --model baseline=runs/a --model ours=runs/b --stage before --stage after -o tsne.svg
  dfpir figure tsne --data kodak24/ --model dfpir=runs/b --model nafnet=runs/n --layer nafnet=middle_blks.0 -o tsne.pdf
  dfpir figure tsne --degraded derain=rainy/ --degraded dehaze=hazy/ --model runs/b --patches 8 -o tsne.png

Each point is a patch, described by the standardised means and standard deviations of channels over it. All models get
the same patches. By default, the features are those before the decoder: after the DGPB on the latent, or, in a network
without DGPBs, after the last layer at the lowest resolution. --block and --stage select another DGPB, and features before
it, after its DGCPM, after its CAAPM or after it. --layer selects layers of any network; a wrong name lists all of them.

By default each patch is processed with the prompt for its own degradation, so a network with prompts already knows the
groups that the figure separates; --prompt uses one prompt for all patches. Below each panel are the silhouettes of the
features and of their embedding: near 1 the groups are separate, near 0 they overlap.
`

/** `dfpir figure tsne`: draws the features of pictures, grouped by degradation, as in Figure 3. */
export function createTsneCommand(): Command {
  const command = new Command('tsne')
    .description('draw the features of degraded pictures as points in the plane, by t-SNE (Figure 3)')
    .option('--data <folder>', 'clean photographs, degraded for each task that all models support')
    .addOption(
      new Option(
        '--degraded <prompt=folder>',
        'a prompt and photographs with its degradation, such as derain=rainy/; repeat for more',
      )
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--prompt <name>', 'one prompt for all pictures, in place of the one for their degradation')
    .addOption(
      new Option('--layer <[label=]name>', 'a layer of all models, or of one; repeat for several panels')
        .argParser(collect)
        .default([], 'the last one before the decoder'),
    )
    .option('--block <name>', 'a DGPB: level1, level2, … or latent (default: latent)')
    .addOption(
      new Option('--stage <name>', `${featureStages.join(', ')}; repeat for several panels`)
        .argParser(collectStage)
        .default([], 'after'),
    )
    .option('--pictures <n>', 'use the first n pictures of each folder', parseCount, 24)
    .option('--patches <n>', 'points per picture', parseCount, 2)
    .option('--patch <n>', 'side of a patch in pixels; a multiple of what the network requires', parseCount, 128)
    .option('--perplexity <n>', 'perplexity of t-SNE; lowered if there are few points', parseCount, 30)
    .addHelpText('after', examples)
  addSeed(addModels(command), 'seed of the degradations, patches and embedding')
  return addEngineOptions(addFigureOptions(command)).action((options: FigureOptions & DrawTsneOptions) =>
    makeFigure(options, async () => {
      const { drawTsne } = await import('./draw-tsne.js') // brings tfjs: not needed for --help
      return drawTsne(options)
    }),
  )
}

function collectStage(value: string, earlier: readonly FeatureStage[]): readonly FeatureStage[] {
  const stage = featureStages.find(name => name === value)
  if (stage !== undefined) return [...earlier, stage]
  throw new InvalidArgumentError(`It must be one of ${featureStages.join(', ')}.`)
}

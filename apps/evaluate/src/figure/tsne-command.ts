import { type FeatureStage, featureStages } from '@dfpir/inference'
import { addEngineOptions, parseCount } from '@dfpir/terminal'
import { Command, InvalidArgumentError } from 'commander'
import type { DrawTsneOptions } from './draw-tsne.js'
import { addFigureOptions, addModels, addSeed, collect, type FigureOptions, makeFigure } from './figure-options.js'

const examples = `
Examples:
  dfpir figure tsne --data kodak24/ -o tsne.svg
  dfpir figure tsne --data kodak24/ --model baseline=runs/a --model ours=runs/b --stage before --stage after -o tsne.svg
  dfpir figure tsne --degraded derain=rainy/ --degraded dehaze=hazy/ --model runs/b --patches 8 -o tsne.png

Each point is a patch: the means and standard deviations of a block's channels over it, each standardised. --stage says
where: before the block, after its DGCPM, after its CAAPM, or after the block. Each patch goes with the prompt that undoes
what happened to it, so that a network is told what it is to tell apart; --prompt tells it the same of all. Silhouettes
are printed, of the features and of their embedding: near 1 groups lie apart, about 0 they lie in each other.
`

/** `dfpir figure tsne`: features by what happened to the pictures, as in Figure 3. */
export function createTsneCommand(): Command {
  const command = new Command('tsne')
    .description('features of differently degraded pictures as points of the plane, by t-SNE (Figure 3)')
    .option('--data <folder>', 'clean photographs, degraded as the prompts undo whose tasks all models have')
    .option(
      '--degraded <prompt=folder>',
      'photographs that a prompt is for, such as derain=rainy/; again for others',
      collect,
      [],
    )
    .option('--prompt <name>', 'one prompt for all pictures, in place of their own')
    .option('--block <name>', 'level1, level2, … or latent', 'latent')
    .option(
      '--stage <name>',
      `${featureStages.join(', ')}; again for several panels (default: after)`,
      collectStage,
      [],
    )
    .option('--pictures <n>', 'use the first so many of each folder', parseCount, 24)
    .option('--patches <n>', 'points per picture', parseCount, 2)
    .option('--patch <n>', 'the side of a patch in pixels, a multiple of what the network needs', parseCount, 128)
    .option('--perplexity <n>', 'how many neighbours count; less where there are few points', parseCount, 30)
    .addHelpText('after', examples)
  addSeed(addModels(command), 'which degradations, patches and embedding')
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

import { Command } from 'commander'
import { addFigureOptions, type FigureOptions, makeFigure } from './figure-options.js'

const examples = `
Examples:
  dfpir figure gamma runs/table3b-small/results.json -o gamma.svg

The file is results.json from a sweep's folder, or the output of dfpir ablate --json. Its trials must override gamma. Trials
that differ only in their seeds become one point: their mean, with one standard deviation to each side. Trials that also
differ in other keys get their own curves.
`

/** `dfpir figure gamma`: plots PSNR over γ, Table 3b as a curve. */
export function createGammaCommand(): Command {
  const command = new Command('gamma')
    .description('plot PSNR over γ from the results of a sweep (Table 3b as a curve)')
    .argument('<results>', 'results.json of a sweep')
    .addHelpText('after', examples)
  return addFigureOptions(command).action((results: string, options: FigureOptions) =>
    makeFigure(options, async () => {
      const { drawGamma } = await import('./draw-gamma.js')
      return drawGamma(results)
    }),
  )
}

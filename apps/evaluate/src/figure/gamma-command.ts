import { Command } from 'commander'
import { addFigureOptions, type FigureOptions, makeFigure } from './figure-options.js'

const examples = `
Examples:
  dfpir figure gamma runs/table3b-small/results.json -o gamma.svg

The file is results.json of a sweep's folder, or what dfpir ablate --json printed: trials with a gamma among their overrides. Those that differ in their seeds
alone are one point, their mean, with a standard deviation to each side. Trials that differ in more have curves of their own.
`

/** `dfpir figure gamma`: PSNR over γ, Table 3b as a curve. */
export function createGammaCommand(): Command {
  const command = new Command('gamma')
    .description('PSNR over γ from the results of a sweep (Table 3b as a curve)')
    .argument('<results>', 'results.json of a sweep')
    .addHelpText('after', examples)
  return addFigureOptions(command).action((results: string, options: FigureOptions) =>
    makeFigure(options, async () => {
      const { drawGamma } = await import('./draw-gamma.js')
      return drawGamma(results)
    }),
  )
}

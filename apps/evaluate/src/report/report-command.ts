import { Command } from 'commander'
import type { ReportOptions } from './run-report.js'

const help = `
A run is one of these:
  the folder of a training (dfpir train) or a sweep (dfpir ablate), finished or not
  the folder or JSON file of an evaluation (dfpir evaluate)
  a figure (dfpir figure), .svg or .png

Examples:
  dfpir report runs/first -o first.html
  dfpir report runs/a runs/b results/table1 figures/*.svg --title "Two trainings"
`

/** `dfpir report`: combines trainings, sweeps, evaluations and figures on one page. */
export function createReportCommand(): Command {
  return new Command('report')
    .description('combine trainings, sweeps, evaluations and figures into one self-contained HTML page')
    .argument('<run...>', 'folders of runs, JSON files of evaluations, figures')
    .option('-o, --output <file>', 'the page to write', 'report.html')
    .option('--title <text>', 'title of the page', 'dfpir report')
    .option('-f, --force', 'overwrite an existing page')
    .option('--json', 'print one JSON object as the last line of stdout')
    .addHelpText('after', help)
    .action(async (paths: string[], options: ReportOptions) => {
      const { runReport } = await import('./run-report.js') // brings tfjs: not needed for --help
      await runReport(paths, options)
    })
}

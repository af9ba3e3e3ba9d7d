import { EnvironmentError } from '@dfpir/core'
import { Command } from 'commander'
import { formatDoctorReport } from './format-report.js'
import { findProblems } from './problems.js'
import { collectReport } from './report.js'

/** `dfpir doctor`: shows what this machine has, what is missing, and how to install it. */
export function createDoctorCommand(): Command {
  return new Command('doctor')
    .description('show which engines and libraries this machine has, and what is missing')
    .option('--json', 'print one JSON object as the last line of stdout')
    .action(runDoctor)
}

/** @throws EnvironmentError, after printing the report, if something required is broken. */
async function runDoctor({ json }: { json?: boolean }): Promise<void> {
  const report = await collectReport()
  const problems = findProblems(report)
  console.log(json ? JSON.stringify({ ...report, problems }) : formatDoctorReport(report, problems))
  const broken = problems.filter(problem => problem.required)
  if (broken.length === 0) return
  throw new EnvironmentError(broken.map(({ what }) => what).join('; '), { hint: broken[0].remedy })
}

export { createReportCommand } from './report-command.js'

export { createEvaluateCommand } from './evaluate-command.js'

export { createDemoCommand } from './demo-command.js'

export { createTrainCommand } from './train-command.js'

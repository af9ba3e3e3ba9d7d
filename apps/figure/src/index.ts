export { createFigureCommand } from './figure-command.js'

export { createDatasetsCommand } from './datasets-command.js'

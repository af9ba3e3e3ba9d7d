import { Command } from 'commander'
import { createFeaturesCommand } from './features-command.js'
import { createGammaCommand } from './gamma-command.js'
import { createOrdersCommand } from './orders-command.js'
import { createTsneCommand } from './tsne-command.js'
import { createVisualCommand } from './visual-command.js'

/** `dfpir figure`: draws the paper's figures from models and photographs. */
export function createFigureCommand(): Command {
  return new Command('figure')
    .description("draw the paper's figures from your models and photographs, as SVG, PDF or PNG")
    .addCommand(createTsneCommand())
    .addCommand(createVisualCommand())
    .addCommand(createFeaturesCommand())
    .addCommand(createOrdersCommand())
    .addCommand(createGammaCommand())
}

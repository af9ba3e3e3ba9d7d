import { Command } from 'commander'
import { createAttachCommand } from './attach-command.js'
import { createEncodeCommand } from './encode-command.js'
import { createListCommand } from './list-command.js'
import { createOrderCommand } from './order-command.js'

/** `dfpir prompts`: shows and creates a network's prompts. */
export function createPromptsCommand(): Command {
  return new Command('prompts')
    .description('show, encode and attach prompts, the texts that tell a network what to repair')
    .addCommand(createListCommand())
    .addCommand(createEncodeCommand())
    .addCommand(createAttachCommand())
    .addCommand(createOrderCommand())
}

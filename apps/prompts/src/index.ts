export { createPromptsCommand } from './prompts-command.js'

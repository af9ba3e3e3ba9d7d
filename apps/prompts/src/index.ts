export { blockTitle } from './block-title.js'
export { checkFigure } from './check-figure.js'
export { type DescribedOrders, describeOrders } from './describe-orders.js'
export { createPromptsCommand } from './prompts-command.js'

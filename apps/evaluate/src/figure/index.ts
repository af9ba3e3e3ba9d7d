export { type DescribedOrders, describeOrders } from './describe-orders.js'
export { createFigureCommand } from './figure-command.js'
export { checkFigure } from './figure-options.js'
export type { OrdersOptions } from './order-prompts.js'

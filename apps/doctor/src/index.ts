export { createDoctorCommand } from './doctor-command.js'
export { createSetupCommand } from './setup-command.js'

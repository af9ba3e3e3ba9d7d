export { TrainingSession, type TrainingSessionOptions } from './training-session.js'

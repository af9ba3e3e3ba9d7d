// Builds the packages that changed. Arguments are turbo's: npm run build -- --filter=@dfpir/core
import { pnpm, run } from './setup.mjs'

run('npx', [...pnpm, 'exec', 'turbo', 'run', 'build', ...process.argv.slice(2)])

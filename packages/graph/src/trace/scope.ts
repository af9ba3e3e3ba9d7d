import * as tf from '@tensorflow/tfjs-core'

/** Scopes that tfjs itself adds: ops such as `conv2d__op`, unnamed tidies, the two passes. */
const ownScope = /__op$|^unnamed scope$|^forward$|^backward$/

/** Returns the running layers, outermost first, joined by "/": the names passed to `tf.tidy(name, …)`. */
export function currentScope(): string {
  return tf
    .engine()
    .state.scopeStack.map(scope => scope.name)
    .filter(name => !ownScope.test(name))
    .join('/')
}

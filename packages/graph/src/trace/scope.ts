import * as tf from '@tensorflow/tfjs-core'

/** What tfjs itself puts on the stack of scopes: ops such as `conv2d__op`, unnamed tidies, the two passes. */
const ownScope = /__op$|^unnamed scope$|^forward$|^backward$/

/** The layers being run, outermost first, joined by "/": the names given to `tf.tidy(name, …)`. */
export function currentScope(): string {
  return tf
    .engine()
    .state.scopeStack.map(scope => scope.name)
    .filter(name => !ownScope.test(name))
    .join('/')
}

import { Controller } from '@nestjs/common';

/** A class whose methods handle operations, each declared with `Handle`. */
export function RpcController(): ClassDecorator {
  return Controller();
}

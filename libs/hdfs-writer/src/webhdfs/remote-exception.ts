/** What a NameNode or DataNode answers instead of a result: the name and message of its Java exception. */
export class RemoteException extends Error {
  /** Simple class name, for example `FileNotFoundException`; `HTTP` when the body was none of Hadoop's. */
  readonly exception: string
  readonly javaClassName: string
  /** HTTP status. Decides nothing: the same status stands for lasting and passing failures. */
  readonly status: number

  constructor(exception: string, javaClassName: string, message: string, status: number) {
    super(message)
    this.name = 'RemoteException'
    this.exception = exception
    this.javaClassName = javaClassName
    this.status = status
  }
}

/** Reads `{"RemoteException":{"exception","javaClassName","message"}}`; stack traces in the message are cut off. */
export function parseRemoteException(status: number, body: Uint8Array): RemoteException {
  const text = new TextDecoder().decode(body)
  try {
    const { exception, javaClassName, message } = JSON.parse(text).RemoteException
    return new RemoteException(
      String(exception),
      String(javaClassName ?? exception),
      firstLine(String(message)),
      status,
    )
  } catch {
    const title = /<title>([^<]*)/i.exec(text)?.[1] ?? ''
    return new RemoteException('HTTP', '', `status ${status} ${firstLine(title)}`.trim(), status)
  }
}

const firstLine = (text: string) => text.split('\n', 1)[0].trim().slice(0, 500)

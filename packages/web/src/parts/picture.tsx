import type { Attachment } from '@claude-remote/protocol';
import { useEffect, useState } from 'react';

/** A picture of a prompt, drawn from the bytes this device has. Its address is a blob, which the page's policy allows. */
export function Picture({ file, alt }: { file: Attachment; alt: string }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const bytes = Uint8Array.from(atob(file.data), (character) => character.charCodeAt(0));
    const made = URL.createObjectURL(new Blob([bytes], { type: file.mediaType }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url === null ? null : <img src={url} alt={alt} />;
}

export function isPicture({ mediaType }: { mediaType: string }): boolean {
  return mediaType.startsWith('image/');
}

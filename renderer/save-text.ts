/** Saves bytes or text as a file by way of the browser's own download. */
export function saveText(name: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download holds the blob by then; one turn of the event loop is what Chromium needs.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

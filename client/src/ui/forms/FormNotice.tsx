import { Alert, Button, Group } from '@mantine/core';

interface Props {
  text: string;
  /** The verb of the button. */
  action: string;
  onAction: () => void;
}

/** Above a form: something happened to what is in it, and what can be done about it. */
export function FormNotice({ text, action, onAction }: Props) {
  return (
    <Alert color="yellow" role="status">
      <Group justify="space-between">
        {text}
        <Button size="compact-sm" variant="default" onClick={onAction}>
          {action}
        </Button>
      </Group>
    </Alert>
  );
}

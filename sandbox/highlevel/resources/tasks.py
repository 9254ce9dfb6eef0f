"""/contacts/{id}/tasks: what somebody should do about a contact."""

from typing import Annotated

from pydantic import Field

from sandbox.ground.asking import Object, Reply
from sandbox.highlevel.core.records import Task
from sandbox.highlevel.core.world import found
from sandbox.highlevel.http.endpoints import Body, Call, done, endpoint


class NewTask(Body):
    """A task [S: ``CreateTaskParams``]."""

    title: str
    due: Annotated[str, Field(alias="dueDate")]
    completed: bool
    body: str = ""
    assigned_to: Annotated[str, Field(alias="assignedTo")] = ""


class Completed(Body):
    """Whether it is done."""

    completed: bool


@endpoint("GET", "/contacts/{contact}/tasks", scope="contacts.readonly")
def index(call: Call) -> Reply:
    """List the tasks of a contact."""
    contact = call.contact(call.path["contact"])
    mine = (each for each in call.world.state.tasks.values() if each.contact == contact.id)
    return done(tasks=[_shown(each) for each in mine])


@endpoint("POST", "/contacts/{contact}/tasks", scope="contacts.write")
def create(call: Call) -> Reply:
    """Make a task."""
    contact, said = call.contact(call.path["contact"]), call.body(NewTask)
    what = (said.title, said.body, said.due, said.completed, said.assigned_to)
    made = Task(call.world.id("tasks"), contact.id, *what)
    call.world.state.tasks[made.id] = made
    call.world.tell("TaskCreate", contact.location, _shown(made))
    return Reply(201, {"task": _shown(made)})


@endpoint("PUT", "/contacts/{contact}/tasks/{task}/completed", scope="contacts.write")
def complete(call: Call) -> Reply:
    """Say that a task is done, or not."""
    call.contact(call.path["contact"])
    task = found(call.world.state.tasks, "Task", call.path["task"])
    task.completed = call.body(Completed).completed
    return done(task=_shown(task))


def _shown(task: Task) -> Object:
    return {
        "id": task.id,
        "title": task.title,
        "body": task.body,
        "assignedTo": task.assigned_to,
        "dueDate": task.due,
        "completed": task.completed,
        "contactId": task.contact,
    }

"""What deploy/check runs: compares the deployment's files with their schemas, and with each other."""
import importlib.metadata
import json
import pathlib
import re
import sys

import jsonschema
import kubernetes_validate
import yaml

DEPLOY = pathlib.Path(__file__).resolve().parent
DESKS = {"intake": "alerts", "lot": "lots", "promotion": "promotion", "broadcast": "broadcast", "dispatch": "dispatch"}
# The oldest Kubernetes that the manifests are for: matchLabelKeys is on by default from it on.
KUBERNETES = "1.27"
# Kinds of other projects, for which no schema is shipped: what they need is checked here.
FOREIGN = {"KafkaTopic", "ScaledObject", "Kustomization"}
faults = []


def expect(holds, what):
    if not holds:
        faults.append(what)


def documents(path):
    return [document for document in yaml.safe_load_all(path.read_text()) if document is not None]


def check_compose():
    path = DEPLOY / "compose.yaml"
    content = yaml.safe_load(path.read_text())
    # Only the schema of that old program is used, which did not know `name` yet; merge keys are resolved by now.
    plain = {key: value for key, value in content.items() if key != "name"}
    schema = importlib.metadata.distribution("docker-compose").locate_file("compose/config/compose_spec.json")
    for error in jsonschema.Draft7Validator(json.loads(schema.read_text())).iter_errors(plain):
        faults.append(f"compose: {error.message} at {'/'.join(map(str, error.path))}")
    services = content["services"]
    for desk in DESKS:
        command = services[desk]["command"]
        expect(command[:3] == ["worker", "--desks", desk], f"compose: {desk} runs {command}")
        expect(services[desk]["stop_grace_period"] == "30s", f"compose: {desk} is killed too soon")
    brokers = [name for name, service in services.items() if service["image"].startswith("apache/kafka")]
    expect(len(brokers) == 3, f"compose: brokers are {brokers}")
    voters = {f"{services[name]['environment']['KAFKA_NODE_ID']}@{name}:9093" for name in brokers}
    for name, service in services.items():
        image = service["image"]
        expect(":" in image and (image == "greenchannel:latest" or not image.endswith(":latest")), f"compose: {image}")
        for other in service.get("depends_on", {}):
            expect(other in services, f"compose: {name} waits for {other}, which is not there")
        for volume in service.get("volumes", []):
            expect(volume.split(":")[0] in content["volumes"], f"compose: {name} has an unknown volume {volume}")
        if name in brokers:
            stated = set(service["environment"]["KAFKA_CONTROLLER_QUORUM_VOTERS"].split(","))
            expect(stated == voters, f"compose: {name} knows the voters {stated}")
            expect(name in service["environment"]["KAFKA_ADVERTISED_LISTENERS"], f"compose: {name} is told as another")
    return f"deploy/compose.yaml: {len(services)} services"


def check_kubernetes_object(document, origin):
    kind, name = document["kind"], document.get("metadata", {}).get("name", "")
    where = f"{origin}: {kind} {name}"
    if kind not in FOREIGN:
        try:
            kubernetes_validate.validate(document, KUBERNETES, strict=True)
        except kubernetes_validate.ValidationError as error:
            faults.append(f"{where}: {error.message} at {'/'.join(map(str, error.path))}")
    elif kind == "KafkaTopic":
        spec = document["spec"]
        expect(document["metadata"]["labels"].get("strimzi.io/cluster") == "greenchannel", f"{where}: no cluster")
        # Who owns the one partition of replays is the only one who replays.
        partitions = 1 if ".replays" in name else 8
        expect(spec["partitions"] == partitions and spec["replicas"] == 3, f"{where}: {spec}")
        expect(spec["config"]["min.insync.replicas"] == 2, f"{where}: one replica would do for a commit")
    elif kind == "ScaledObject":
        trigger = document["spec"]["triggers"][0]["metadata"]
        wrong = [key for key, value in trigger.items() if not isinstance(value, str)]
        expect(not wrong, f"{where}: KEDA takes only text as {wrong}")
        expect(trigger["consumerGroup"] == "greenchannel.desks", f"{where}: the group is {trigger['consumerGroup']}")


def check_rendered(path):
    found = {}
    for document in documents(path):
        check_kubernetes_object(document, "rendered")
        found[document["kind"], document["metadata"]["name"]] = document
    topics = {name for kind, name in found if kind == "KafkaTopic"}
    for desk, inbox in DESKS.items():
        name = f"{desk}-worker"
        deployment = found["Deployment", name]["spec"]
        labels = deployment["template"]["metadata"]["labels"]
        container = deployment["template"]["spec"]["containers"][0]
        environment = {item["name"]: item["value"] for item in container["env"]}
        expect(environment == {"GREENCHANNEL_DESK": desk}, f"{name}: {environment}")
        expect("--desks=$(GREENCHANNEL_DESK)" in container["args"], f"{name}: {container['args']}")
        expect(not container["image"].endswith(":latest"), f"{name}: {container['image']}")
        for kind in ("PodDisruptionBudget", "Service"):
            selector = found[kind, name]["spec"]["selector"]
            selector = selector.get("matchLabels", selector)
            expect(selector.items() <= labels.items(), f"{kind} {name} selects {selector}, the pods are {labels}")
            expect(selector.get("greenchannel/desk") == desk, f"{kind} {name} selects other desks, too: {selector}")
        expect(deployment["selector"]["matchLabels"].items() <= labels.items(), f"{name}: {deployment['selector']}")
        scaled = found["ScaledObject", name]["spec"]
        expect(scaled["scaleTargetRef"]["name"] == name, f"ScaledObject {name}: {scaled['scaleTargetRef']}")
        topic = scaled["triggers"][0]["metadata"]["topic"]
        expect(topic == f"greenchannel.{inbox}" and topic in topics, f"ScaledObject {name}: {topic}")
        settings = [source["configMapRef"]["name"] for source in container["envFrom"]]
        expect(all(("ConfigMap", item) in found for item in settings), f"{name}: no settings {settings}")
    return f"deploy/kubernetes, rendered: {len(found)} objects"


def check_kubernetes(rendered):
    count = 0
    for path in sorted((DEPLOY / "kubernetes").rglob("*.yaml")):
        for document in documents(path):
            check_kubernetes_object(document, path.relative_to(DEPLOY))
            count += 1
    lines = [f"deploy/kubernetes: {count} documents"]
    if rendered.exists():
        lines.append(check_rendered(rendered))
    return "\n".join(lines)


def check_dockerfile():
    """That each COPY from the sources names something, and the files that are kept from the build are not among them."""
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    copied = [word for line in lines if line.startswith("COPY ") and "--from" not in line for word in line.split()[1:-1]]
    for source in copied:
        plain = re.sub(r"\[(.)\]", r"\1", source)
        expect(f"!{plain}" in ignored, f"Dockerfile: {plain} is kept from the build by its .dockerignore")
        expect(plain != source or (DEPLOY.parent / plain).exists(), f"Dockerfile: there is no {plain}")
    for line in lines:
        if line.startswith("FROM "):
            expect(":" in line and ":latest" not in line, f"Dockerfile: not pinned: {line}")
    expect(any(re.match(r"USER [1-9]\d*", line) for line in lines), "Dockerfile: it runs as root")
    return f"deploy/Dockerfile: {len(copied)} sources"


print(check_compose())
print(check_kubernetes(pathlib.Path(sys.argv[1])))
print(check_dockerfile())
for fault in faults:
    print(f"wrong: {fault}", file=sys.stderr)
sys.exit(1 if faults else 0)

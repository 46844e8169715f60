"""Graph of an ensemble of trees, which onnxruntime runs: each leaf tells what each signal adds.

Trees are read from LightGBM's own description (`Booster.dump_model`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from index.ordering.features import FEATURES, QUERY, SIGNALS, features_digest
from index.ordering.learned_order import DESCRIPTION, OrderDescription

BRANCH, LEAF = "BRANCH_LEQ", "LEAF"
ML_DOMAIN, ML_VERSION, OPSET = "ai.onnx.ml", 3, 17
IR_VERSION = 10
"""Version of the form of the file, which onnxruntime has read since 2024."""
Added = NDArray[np.float64]
"""What each signal adds to a score, (signals,) float64."""


@dataclass
class _Nodes:
    """Nodes of the trees written so far, and the weights of their leaves, as ONNX lists them."""

    trees: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    features: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    modes: list[str] = field(default_factory=list)
    lower: list[int] = field(default_factory=list)
    higher: list[int] = field(default_factory=list)
    leaves: list[tuple[int, int, Added]] = field(default_factory=list)

    def add(self, tree: int, node: Mapping[str, Any], added: Added) -> int:
        """Add a node and those below it; return its number in the tree.

        tree: number of the tree; added: what each signal adds on the path to the node.
        """
        at = len(self.trees)
        number = at - self.trees.index(tree) if self.trees and self.trees[-1] == tree else 0
        for name in (self.trees, self.numbers, self.features, self.lower, self.higher):
            name.append(0)
        self.trees[at], self.numbers[at] = tree, number
        is_leaf = "leaf_value" in node
        self.modes.append(LEAF if is_leaf else BRANCH)
        self.values.append(0.0 if is_leaf else _below(node["threshold"]))
        if is_leaf:
            self.leaves.append((tree, number, added))
            return number
        self.features[at] = node["split_feature"]
        signal = SIGNALS.index(FEATURES[node["split_feature"]].signal)
        for side, into in (("left_child", self.lower), ("right_child", self.higher)):
            step = added.copy()
            step[signal] += _value(node[side]) - _value(node)
            into[at] = self.add(tree, node[side], step)
        return number


def _value(node: Mapping[str, Any]) -> float:
    return float(node["leaf_value"] if "leaf_value" in node else node["internal_value"])


def _below(threshold: float) -> float:
    """Return the greatest float32 at most a threshold: the same values of float32 are below it."""
    rounded = np.float32(threshold)
    return float(
        rounded if float(rounded) <= threshold else np.nextafter(rounded, np.float32(-np.inf))
    )


def graph_of(trees: Sequence[Mapping[str, Any]], fitted_on: Sequence[str]) -> onnx.ModelProto:
    """Return the graph of some trees, described in its metadata.

    Args:
        trees: the `tree_info` of LightGBM, on the features of today, at least one.
        fitted_on: names of the sets of judged needs that they were fitted on.

    Returns:
        A graph from "features", (k, features) float32, to "parts", (k, signals) float32, whose sum
        over signals is the score by the trees.
    """
    nodes = _Nodes()
    for number, tree in enumerate(trees):
        start = np.zeros(len(SIGNALS))
        start[SIGNALS.index(QUERY)] = _value(tree["tree_structure"])
        nodes.add(number, tree["tree_structure"], start)
    model = helper.make_model(
        helper.make_graph([_ensemble(nodes)], "order", [_table("features", len(FEATURES))],
                          [_table("parts", len(SIGNALS))]),
        opset_imports=[helper.make_opsetid(ML_DOMAIN, ML_VERSION), helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )  # fmt: skip
    least, most = _bounds(nodes, len(trees))
    description = OrderDescription(
        date=date.today(),
        features=features_digest(),
        fitted_on=tuple(fitted_on),
        trees=len(trees),
        least=tuple(least.tolist()),
        most=tuple(most.tolist()),
    )
    helper.set_model_props(model, {DESCRIPTION: description.model_dump_json()})
    return model


def _table(name: str, columns: int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, columns])


def _ensemble(nodes: _Nodes) -> onnx.NodeProto:
    """Return the operator that runs the trees."""
    weights = [*_weights(nodes)]
    return helper.make_node(
        "TreeEnsembleRegressor",
        ["features"],
        ["parts"],
        domain=ML_DOMAIN,
        n_targets=len(SIGNALS),
        aggregate_function="SUM",
        post_transform="NONE",
        nodes_treeids=nodes.trees,
        nodes_nodeids=nodes.numbers,
        nodes_featureids=nodes.features,
        nodes_values=nodes.values,
        nodes_modes=nodes.modes,
        nodes_truenodeids=nodes.lower,
        nodes_falsenodeids=nodes.higher,
        nodes_missing_value_tracks_true=[0] * len(nodes.trees),
        target_treeids=[each[0] for each in weights],
        target_nodeids=[each[1] for each in weights],
        target_ids=[each[2] for each in weights],
        target_weights=[each[3] for each in weights],
    )


def _weights(nodes: _Nodes) -> Iterator[tuple[int, int, int, float]]:
    """Yield the tree, the node, the signal and the weight of what each leaf adds."""
    for tree, number, added in nodes.leaves:
        for signal in np.flatnonzero(added).tolist() or [0]:
            yield tree, number, signal, float(added[signal])


def _bounds(nodes: _Nodes, trees: int) -> tuple[Added, Added]:
    """Return the least and the most that each signal can add, over all the trees."""
    own: list[list[Added]] = [[] for _ in range(trees)]
    for tree, _, added in nodes.leaves:
        own[tree].append(added)
    stacks = [np.stack(each) for each in own]
    least, most = (sum(each) for each in zip(*((s.min(0), s.max(0)) for s in stacks), strict=True))
    return np.asarray(least), np.asarray(most)
